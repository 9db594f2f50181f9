import { stripVTControlCharacters } from "node:util";
import { escapeHtml } from "./escape.js";
import { joined } from "./read.js";

/** One output of a cell as HTML; `key` is unique in the page. */
export function outputHtml(output, key) {
  if (output.output_type === "stream") {
    const text = stripVTControlCharacters(joined(output.text)).trimEnd();
    return text === "" ? "" : `<pre class="${output.name}">${escapeHtml(text)}</pre>`;
  }
  if (output.output_type === "error") {
    const trace =
      output.traceback.length > 0 ? output.traceback.join("\n") : `${output.ename}: ${output.evalue}`;
    return `<pre class="error">${escapeHtml(stripVTControlCharacters(trace))}</pre>`;
  }
  return bundleHtml(output.data, key);
}

/** The richest parts of a bundle that a page without scripts can show: HTML and pictures together, else text. */
function bundleHtml(data, key) {
  const html = joined(data["text/html"]).replace(/<script\b[\s\S]*?<\/script>/gi, "");
  const svg = joined(data["image/svg+xml"]);
  const png = joined(data["image/png"]).replace(/\s/g, "");
  const description = escapeHtml(joined(data["text/plain"]).split("\n")[0]);
  const parts = [];
  if (html) parts.push(`<div>${withOwnIds(html, key)}</div>`);
  if (svg && !html.includes("<svg")) {
    parts.push(`<figure role="img" aria-label="${description}">${withOwnIds(inline(svg), key)}</figure>`);
  } else if (png && !html.includes("<img")) {
    parts.push(`<figure><img alt="${description}" src="data:image/png;base64,${png}"></figure>`);
  }
  if (parts.length > 0) return parts.join("\n");
  const text = joined(data["text/markdown"] ?? data["text/plain"]).trimEnd();
  return text === "" ? "" : `<pre>${escapeHtml(stripVTControlCharacters(text))}</pre>`;
}

/** An SVG document without what may stand only at the head of a file. */
function inline(svg) {
  return svg.slice(Math.max(0, svg.indexOf("<svg")));
}

/** Makes ids unique in the page: every chart names its clip paths clip0, clip1, … and a page has one of each. */
function withOwnIds(markup, key) {
  const ids = new Set([...markup.matchAll(/\bid="([^"]+)"/g)].map((match) => match[1]));
  if (ids.size === 0) return markup;
  const own = (id) => (ids.has(id) ? `${id}-${key}` : id);
  return markup
    .replace(/\bid="([^"]+)"/g, (_, id) => `id="${own(id)}"`)
    .replace(/url\((['"]?)#([^)'"]+)\1\)/g, (_, quote, id) => `url(${quote}#${own(id)}${quote})`)
    .replace(/\bhref="#([^"]+)"/g, (_, id) => `href="#${own(id)}"`);
}
