import { describe, expect, test } from "vitest";
import { highlight } from "../../../tools/notebook/highlight.js";
import { notebookHtml } from "../../../tools/notebook/html.js";
import { code, markdown, notebook, type Output, result, stream } from "./notebook.js";

const clip = `<svg width="9"><clipPath id="clip0"><path/></clipPath><g clip-path="url(#clip0)"/><use href="#clip0"/></svg>`;

function page(...outputs: Output[]): string {
  return notebookHtml(notebook(code("x", outputs)), { footer: "made by a test" });
}

describe("a report", () => {
  test("takes its title from the first heading and renders Markdown", () => {
    const html = notebookHtml(notebook(markdown("# The *tour*\n\n| a |\n|---|\n| 1 |")));
    expect(html).toContain("<title>The tour</title>");
    expect(html).toContain("<h1>The <em>tour</em></h1>");
    expect(html).toContain("<td>1</td>");
  });

  test("lets a browser load nothing and run nothing", () => {
    const html = page(result({ "text/html": `<b>1</b><script src="https://far.example"></script>` }));
    expect(html).toContain("default-src 'none'");
    expect(html).not.toContain("<script");
    expect(html).not.toContain("far.example");
  });

  test("shows charts as inline SVG, each with clip paths of its own", () => {
    const html = page(
      result({ "image/svg+xml": clip }),
      result({ "image/svg+xml": [`<?xml version="1.0"?>`, clip] }),
    );
    const ids = [...html.matchAll(/id="(clip0-[^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) {
      expect(html).toContain(`url(#${id})`);
      expect(html).toContain(`href="#${id}"`);
    }
    expect(html).not.toContain("<?xml");
  });

  test("shows a table and its chart together, and the chart of a table that has one only once", () => {
    const both = { "text/html": "<table></table>", "image/svg+xml": clip, "text/plain": "a chart" };
    expect(page(result(both))).toMatch(/<table><\/table>[\s\S]*aria-label="a chart"[\s\S]*<svg/);
    const once = page(result({ ...both, "text/html": `<div>${clip}</div>` }));
    expect(once.match(/<svg/g)).toHaveLength(1);
  });

  test("escapes text and leaves out terminal colours", () => {
    const error = {
      output_type: "error",
      ename: "DataError",
      evalue: "a < b",
      traceback: ["\u001b[31ma < b\u001b[0m"],
    };
    const html = page(stream("1 < 2 & 3\n"), stream("careful", "stderr"), error);
    expect(html).toContain(`<pre class="stdout">1 &lt; 2 &amp; 3</pre>`);
    expect(html).toContain(`<pre class="stderr">careful</pre>`);
    expect(html).toContain(`<pre class="error">a &lt; b</pre>`);
  });
});

describe("highlight", () => {
  test.each([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: templates are what is highlighted
    "const x = `a ${ {b: 1}.b } c ${`${d}`}`; // end",
    'import { ipw } from "txlab/causal";\nawait ipw(study, { folds: 5 }) /* <b> */',
    "a < b && c > 'd'",
    "`never closed ${",
  ])("keeps every character of %j", (source) => {
    const text = highlight(source).replace(/<[^>]+>/g, "");
    const entities: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'" };
    expect(text.replace(/&(lt|gt|amp|quot|#39);/g, (_, name) => entities[name]!)).toBe(source);
  });

  test("marks keywords, strings, numbers and comments", () => {
    const html = highlight('const n = 5; // five\nf("x")');
    expect(html).toContain('<span class="keyword">const</span>');
    expect(html).toContain('<span class="number">5</span>');
    expect(html).toContain('<span class="comment">// five</span>');
    expect(html).toContain('<span class="string">&quot;x&quot;</span>');
  });
});
