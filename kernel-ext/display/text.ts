import { inspect } from "node:util";

const lines = 30;
const characters = 4_000;

/** A value as text, at most half a screen: plain data three levels deep, the insides of other objects one. */
export function shortText(value: unknown): string {
  const text = inspect(value, {
    depth: isPlain(value) ? 3 : 1,
    maxArrayLength: 20,
    maxStringLength: typeof value === "string" ? 2_000 : 400,
    breakLength: 110,
  });
  return cut(text);
}

function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || [Object, Array, Map, Set].some((kind) => prototype === kind.prototype);
}

function cut(text: string): string {
  const all = text.split("\n");
  if (all.length <= lines && text.length <= characters) return text;
  const kept = all.slice(0, lines).join("\n").slice(0, characters);
  const left = all.length - kept.split("\n").length;
  return `${kept}\n… (${left > 0 ? `${left} more lines` : `${text.length - kept.length} more characters`})`;
}
