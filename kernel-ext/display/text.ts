import { inspect } from "node:util";

const lines = 40;
const characters = 4_000;

/** A value as text, at most a screenful. */
export function shortText(value: unknown): string {
  if (typeof value === "string") return cut(inspect(value, { maxStringLength: 2_000, breakLength: 110 }));
  const text = inspect(value, {
    depth: 3,
    maxArrayLength: 20,
    maxStringLength: 400,
    breakLength: 110,
    numericSeparator: false,
  });
  return cut(text);
}

function cut(text: string): string {
  const all = text.split("\n");
  if (all.length <= lines && text.length <= characters) return text;
  const kept = all.slice(0, lines).join("\n").slice(0, characters);
  const left = all.length - kept.split("\n").length;
  return `${kept}\n… (${left > 0 ? `${left} more lines` : `${text.length - kept.length} more characters`})`;
}
