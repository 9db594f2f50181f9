import { specifierCompletions } from "./specifiers.js";
import { type Tslab, ts } from "./tslab.js";
import type { Content } from "./wire/protocol.js";

/** Jupyter counts a cursor in code points, JavaScript in code units. */
const units = (code: string, points: number): number => Array.from(code).slice(0, points).join("").length;
const points = (code: string, at: number): number => Array.from(code.slice(0, at)).length;

const mostMatches = 500;

/** What Tab offers, with the kinds that JupyterLab shows beside them. */
export function completions(
  { converter }: Tslab,
  declarations: string,
  code: string,
  cursor: number,
  folder: string,
): Content {
  const at = units(code, cursor);
  const specifiers = specifierCompletions(code.slice(0, at), folder);
  if (specifiers) {
    const { typed, matches } = specifiers;
    return {
      status: "ok",
      matches,
      cursor_start: points(code, at - typed.length),
      cursor_end: cursor,
      metadata: {},
    };
  }
  const found = converter.complete(declarations, code, at);
  const matches = found.candidates.slice(0, mostMatches);
  const kinds = new Map(found.original?.entries.map(({ name, kind }) => [name, kind]));
  const start = points(code, found.start);
  const end = points(code, found.end);
  const types = matches.map((text) => ({ text, type: kinds.get(text) ?? "", start, end }));
  return {
    status: "ok",
    matches,
    cursor_start: start,
    cursor_end: end,
    metadata: { _jupyter_types_experimental: types },
  };
}

export function inspection(
  { converter }: Tslab,
  declarations: string,
  code: string,
  cursor: number,
): Content {
  const info = converter.inspect(declarations, code, units(code, cursor));
  if (!info) return { status: "ok", found: false, data: {}, metadata: {} };
  const joined = (parts: readonly { text: string }[] | undefined): string =>
    (parts ?? []).map(({ text }) => text).join("");
  const tags = (info.tags ?? []).map(({ name, text }) => `@${name} ${joined(text)}`);
  const text = [joined(info.displayParts), joined(info.documentation), tags.join("\n")]
    .filter(Boolean)
    .join("\n\n");
  return { status: "ok", found: true, data: { "text/plain": text }, metadata: {} };
}

/** TypeScript's codes for text that goes on after its end: an open comment, template or regular expression. */
const unterminated: ReadonlySet<number> = new Set([1010, 1160, 1161]);

export function completeness({ isCompleteCode }: Tslab, code: string): Content {
  const { completed, indent } = isCompleteCode(code);
  if (!completed) return { status: "incomplete", indent: indent ?? "" };
  const file = ts.createSourceFile("cell.ts", `${code}\nexport {}`, ts.ScriptTarget.ES2022);
  const { parseDiagnostics } = file as unknown as { parseDiagnostics: { code: number }[] };
  if (parseDiagnostics.some((one) => unterminated.has(one.code))) return { status: "incomplete", indent: "" };
  return { status: parseDiagnostics.length > 0 ? "invalid" : "complete" };
}
