import MarkdownIt from "markdown-it";
import { escapeHtml } from "./escape.js";
import { highlight } from "./highlight.js";
import { outputHtml } from "./output-html.js";
import { joined } from "./read.js";

/**
 * An executed notebook as one HTML page that needs no network and runs no script: charts are inline SVG.
 * The policy in its head makes a browser hold it to that.
 */
export function notebookHtml(notebook, { footer = "" } = {}) {
  const markdown = new MarkdownIt({ html: false, linkify: true, typographer: true });
  const cells = notebook.cells.map((cell, index) => cellHtml(cell, index, markdown));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escapeHtml(titleOf(notebook))}</title>
<style>${style}</style>
</head>
<body>
<main>
${cells.filter(Boolean).join("\n")}
</main>
<footer>${escapeHtml(footer)}</footer>
</body>
</html>
`;
}

function cellHtml(cell, index, markdown) {
  const source = joined(cell.source);
  if (source.trim() === "") return "";
  if (cell.cell_type === "markdown") return `<section class="prose">${markdown.render(source)}</section>`;
  if (cell.cell_type !== "code") return `<pre class="raw">${escapeHtml(source)}</pre>`;
  const outputs = cell.outputs.map((output, i) => outputHtml(output, `${index}-${i}`)).filter(Boolean);
  const results = outputs.length > 0 ? `\n<div class="outputs">${outputs.join("\n")}</div>` : "";
  return `<section class="code"><pre class="source">${highlight(source)}</pre>${results}</section>`;
}

function titleOf(notebook) {
  const heading = notebook.cells
    .filter((cell) => cell.cell_type === "markdown")
    .map((cell) => /^#\s+(.+)$/m.exec(joined(cell.source)))
    .find(Boolean);
  return heading ? heading[1].replace(/[*_`]/g, "") : "Notebook";
}

const style = `
:root { color-scheme: light; }
body { margin: 0; background: #fff; color: #1c2024; font: 16px/1.6 system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.5rem 1rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .6em; letter-spacing: -.01em; }
h2 { font-size: 1.35rem; margin: 2.2em 0 .5em; }
h3 { font-size: 1.1rem; margin: 1.8em 0 .4em; }
a { color: #1f5fa8; }
blockquote { margin: 1em 0; padding: 0 1em; border-left: 3px solid #d0d7de; color: #57606a; }
code, pre { font: 13.5px/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.prose code { background: #f3f5f7; padding: .1em .3em; border-radius: 3px; }
.prose pre { background: #f6f8fa; padding: .8em 1em; border-radius: 6px; overflow-x: auto; }
.prose pre code { background: none; padding: 0; }
.prose table, .outputs table { border-collapse: collapse; margin: .6em 0; font-size: .92em; }
.prose th, .prose td { padding: .25em .8em; border-bottom: 1px solid #e4e8ec; }
.outputs th, .outputs td { padding: .25em .7em; }
.outputs th { border-bottom: 1.5px solid #8c959f; font-weight: 600; }
.outputs td { border-bottom: 1px solid #e4e8ec; }
.code { margin: 1.1em 0 1.5em; }
.source { margin: 0; background: #f6f8fa; border-left: 3px solid #1f5fa8; border-radius: 0 6px 6px 0; padding: .75em 1em; overflow-x: auto; white-space: pre; }
.outputs { margin: .7em 0 0 calc(1em + 3px); overflow-x: auto; }
.outputs pre { margin: .3em 0; white-space: pre-wrap; }
.outputs .stderr { color: #8a4600; background: #fff7ed; padding: .4em .8em; border-radius: 4px; }
.outputs .error { color: #a1122a; background: #fff1f2; padding: .6em .8em; border-radius: 4px; }
.outputs figure { margin: .6em 0; }
.outputs svg, .outputs img { max-width: 100%; height: auto; }
.keyword { color: #8250df; }
.string { color: #0a5c36; }
.number { color: #0550ae; }
.comment { color: #6e7781; font-style: italic; }
footer { max-width: 60rem; margin: 0 auto; padding: 1rem 1.5rem 3rem; color: #6e7781; font-size: .85rem; }
@media print { main { max-width: none; padding: 0; } .source { white-space: pre-wrap; } .code, figure { break-inside: avoid; } }
`;
