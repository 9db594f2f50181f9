import type { Diagnostic } from "../tslab.js";
import { bold, excerptOf, type Failure, red } from "./failure.js";

/** A complaint about one place: what to read first, and what else the compiler says of it. */
interface Complaint {
  readonly first: Diagnostic;
  readonly rest: readonly string[];
}

/** TypeScript's number for "Overload 1 of 2, …, gave the following error." */
const overload = 2772;
/** Its numbers for a property that an object may not have, the second with what was meant. */
const unknownProperty = [2353, 2561];

/** Tells of a cell that does not compile. */
export function describeDiagnostics(
  diagnostics: readonly Diagnostic[],
  source: string,
  label: string,
): Failure {
  const complaints = chains(diagnostics).map(complaint);
  const traceback = complaints.map(({ first, rest }) => {
    const { fileName, start, messageText, code } = first;
    const where = `${fileName ?? `cell [${label}]`}, line ${start.line + 1}, column ${start.character + 1}`;
    const excerpt = fileName ? [] : [excerptOf(source, start.line + 1, start.character + 1)];
    const lines = [`${red(bold("CompileError"))} TS${code}: ${messageText}`, `    at ${where}`, ...excerpt];
    return [...lines, ...rest.map((text) => `    ${text}`)].join("\n");
  });
  const { start, messageText, code } = complaints[0]!.first;
  const more = complaints.length > 1 ? ` (and ${complaints.length - 1} more)` : "";
  return {
    ename: "CompileError",
    evalue: `${messageText} (line ${start.line + 1}, column ${start.character + 1}, TS${code})${more}`,
    traceback,
  };
}

/** Messages about one place follow each other, from the general to the particular; only the first knows its file. */
function chains(diagnostics: readonly Diagnostic[]): Diagnostic[][] {
  const found: Diagnostic[][] = [];
  for (const each of diagnostics) {
    const last = found.at(-1);
    const head = last?.[0];
    if (last && head && samePlace(head, each)) last.push({ ...each, fileName: head.fileName });
    else found.push([each]);
  }
  return found;
}

function samePlace(a: Diagnostic, b: Diagnostic): boolean {
  return a.start.line === b.start.line && a.start.character === b.start.character;
}

/** Of several overloads, what is said of the last, which is the most general; a property that it does not know first. */
function complaint(chain: readonly Diagnostic[]): Complaint {
  const count = chain.filter(({ code }) => code === overload).length;
  const told = chain.slice(chain.findLastIndex(({ code }) => code === overload) + 1);
  const first = told.find(({ code }) => unknownProperty.includes(code)) ?? told[0] ?? chain[0]!;
  const rest = told.filter((each) => each !== first).map(({ messageText }) => messageText);
  if (/ does not exist on type 'Promise</.test(first.messageText))
    rest.push("It is a promise of what has it: put await before the call that made it.");
  if (count > 1) rest.push(`None of its ${count} forms fits; this is said of the last.`);
  return { first, rest };
}
