import { escapeHtml } from "../../plot/html.js";

/** A section of a card or datasheet: named items with a text, a table, or nothing yet. */
export interface DocumentSection {
  readonly title: string;
  readonly items: readonly DocumentItem[];
}

export interface DocumentItem {
  readonly name: string;
  /** Absent where nobody wrote it, which prints as "not stated". */
  readonly text?: string | undefined;
  readonly table?: DocumentTable | undefined;
}

export interface DocumentTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export const notStated = "not stated";

export function documentMarkdown(title: string, sections: readonly DocumentSection[]): string {
  const lines = [`# ${title}`];
  for (const { title: heading, items } of sections) {
    lines.push("", `## ${heading}`, "");
    for (const { name, text, table } of items) {
      if (table && table.rows.length > 0) lines.push(`**${name}**`, "", ...markdownTable(table), "");
      else lines.push(`- **${name}**: ${written(text)}`);
    }
  }
  return `${lines.join("\n").trimEnd()}\n`;
}

/** One self-contained page. */
export function documentHtml(title: string, sections: readonly DocumentSection[]): string {
  const style =
    "body{font-family:system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em}table{border-collapse:collapse}td,th{text-align:left;padding:3px 10px;border-bottom:1px solid #ddd}";
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${style}</style></head><body>\n${documentFragment(title, sections)}\n</body></html>\n`;
}

/** The page's content, as a notebook shows it. */
export function documentFragment(title: string, sections: readonly DocumentSection[]): string {
  const body = sections.map(
    ({ title: heading, items }) => `<h2>${escapeHtml(heading)}</h2>\n${items.map(itemHtml).join("\n")}`,
  );
  return `<h1>${escapeHtml(title)}</h1>\n${body.join("\n")}`;
}

function itemHtml({ name, text, table }: DocumentItem): string {
  if (!table || table.rows.length === 0)
    return `<p><strong>${escapeHtml(name)}</strong>: ${escapeHtml(written(text))}</p>`;
  const row = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join("")}</tr>`;
  return `<p><strong>${escapeHtml(name)}</strong></p><div style="overflow-x:auto"><table><thead>${row(table.head, "th")}</thead><tbody>${table.rows.map((cells) => row(cells, "td")).join("")}</tbody></table></div>`;
}

function markdownTable({ head, rows }: DocumentTable): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}

function written(text: string | undefined): string {
  return text === undefined || text.trim() === "" ? notStated : text;
}
