import { type Tslab, ts } from "./tslab.js";
import type { Content } from "./wire/protocol.js";

/** Jupyter counts a cursor in code points, JavaScript in code units. */
const units = (code: string, points: number): number => Array.from(code).slice(0, points).join("").length;
const points = (code: string, at: number): number => Array.from(code.slice(0, at)).length;

const mostMatches = 500;

export function completions(
  { converter }: Tslab,
  declarations: string,
  code: string,
  cursor: number,
): Content {
  const found = converter.complete(declarations, code, units(code, cursor));
  return {
    status: "ok",
    matches: found.candidates.slice(0, mostMatches),
    cursor_start: points(code, found.start),
    cursor_end: points(code, found.end),
    metadata: {},
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
