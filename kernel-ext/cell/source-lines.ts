import { SourceMap } from "node:module";
import type { Shift } from "./edits.js";

export interface Place {
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
}

/** Where a piece of generated JavaScript came from. */
export interface Origin {
  source: string;
  place(line: number, column: number): Place | undefined;
}

const comment = /\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;

/** Takes the inline source map off generated code. */
export function splitMap(code: string): { code: string; map: string | undefined } {
  const found = comment.exec(code);
  return found ? { code: code.slice(0, found.index), map: found[1] } : { code, map: undefined };
}

/**
 * @param source what the person wrote
 * @param generated what the compiler made of it, before `shifts`
 * @param offset lines that the compiler saw before the source
 */
export function origin(
  source: string,
  rewritten: string,
  map: string | undefined,
  shifts: readonly Shift[],
  offset: number,
): Origin {
  let decoded: SourceMap | undefined;
  let starts: number[] | undefined;
  return {
    source,
    place(line, column) {
      if (map === undefined) return { line, column };
      decoded ??= new SourceMap(JSON.parse(Buffer.from(map, "base64").toString()));
      starts ??= lineStarts(rewritten);
      const lineStart = starts[line - 1] ?? 0;
      const unshifted = (at: number): number => at + (shifts.findLast(({ from }) => from <= at)?.by ?? 0);
      const old = Math.max(0, unshifted(lineStart + column - 1) - Math.max(0, unshiftedLine(lineStart)));
      const entry = decoded.findEntry(line - 1, old) as { originalLine?: number; originalColumn?: number };
      if (entry.originalLine === undefined || entry.originalLine < offset) return undefined;
      return { line: entry.originalLine - offset + 1, column: (entry.originalColumn ?? 0) + 1 };

      function unshiftedLine(at: number): number {
        return line === 1 ? 0 : unshifted(at);
      }
    },
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
