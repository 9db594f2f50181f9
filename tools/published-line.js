import { readFileSync } from "node:fs";
import { filesUnder } from "./setup/files.js";

/** "published numbers: 143 checked, 0 skipped", from what the test workers noted (tests/published/check.ts). */
export function publishedLine(folder) {
  const notes = filesUnder([folder])
    .filter((path) => path.endsWith(".jsonl"))
    .flatMap((path) => readFileSync(path, "utf8").trim().split("\n"))
    .map((line) => JSON.parse(line));
  const count = (key) => notes.reduce((sum, note) => sum + (note[key] ?? 0), 0);
  const reasons = [...new Set(notes.map((note) => note.reason).filter(Boolean))];
  const why = reasons.length > 0 ? `: ${reasons.join("; ")}` : "";
  return `published numbers: ${count("checked")} checked, ${count("skipped")} skipped${why}`;
}
