import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import ts from "typescript";

/** The import graph of the sources and the floor plan that it must keep. */

export interface Edge {
  readonly from: string;
  readonly to: string;
  /** `"type"` leaves no trace in JavaScript, `"lazy"` is loaded when it is reached. */
  readonly kind: Kind;
}

type Kind = "value" | "type" | "lazy";

const ground = ["src/work", "src/errors", "src/assert"];
const underStats = [...ground, "src/numeric", "src/plot"];
const underMiddle = [...underStats, "src/stats"];
const underWings = [...underMiddle, "src/cohort", "src/models"];
const wings = ["src/causal", "src/rl", "src/fairness"];

/** Which rooms each room may import from, beside itself; a room is a folder of src/, or one of its few single files. */
const below: Readonly<Record<string, readonly string[]>> = {
  "src/errors": [],
  "src/assert": ["src/errors"],
  "src/work": ["src/errors"],
  "src/numeric": ground,
  "src/plot": ground,
  "src/stats": underStats,
  "src/cohort": underMiddle,
  "src/models": underMiddle,
  ...Object.fromEntries(wings.map((wing) => [wing, underWings])),
  "data-synth": [...underMiddle, "src/cohort"],
  // What a notebook has at hand, and its entry point "txlab": they stand beside the wings and know none of them.
  "src/notebook": underWings,
  "src/index": [...underWings, "src/notebook"],
  // The kernel finds results by symbol; only its command loads generators, and lazily.
  "kernel-ext": [...underWings, "src/notebook", "src/index", "data-synth"],
};

/** Every relative or internal import of the files, static, dynamic or in types, as edges between repository paths. */
export function importGraph(files: ReadonlyMap<string, string>): Edge[] {
  const edges: Edge[] = [];
  for (const [from, text] of files) {
    for (const { name, kind } of specifiers(from, text)) {
      const to = resolve(from, name);
      if (to !== undefined) edges.push({ from, to, kind });
    }
  }
  return edges;
}

/** What the edges break of the floor plan, one sentence each. */
export function violations(edges: readonly Edge[]): string[] {
  return [...edges.flatMap(edgeProblem), ...cycles(edges)];
}

export function readSources(root: string, folders: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const folder of folders) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || !/\.[cm]?ts$/.test(entry.name) || path.includes(`${sep}assembly${sep}`))
        continue;
      found.set(relative(root, path).split(sep).join("/"), readFileSync(path, "utf8"));
    }
  }
  return found;
}

function edgeProblem({ from, to, kind }: Edge): string[] {
  const [origin, target] = [room(from), room(to)];
  if (below[origin] === undefined) return [`${from} stands in no room of the floor plan`];
  if (origin !== target && !below[origin].includes(target))
    return [`${from} imports ${to}: ${why(origin, target)}`];
  if (origin === "kernel-ext" && target === "data-synth" && kind === "value") {
    return [`${from} imports ${to} at once: only a command that needs generators loads them`];
  }
  // Files name the file they need: a table of contents is for the world outside, and a host such as the kernel.
  if (isIndex(to) && !isIndex(from) && origin !== "kernel-ext")
    return [`${from} imports a table of contents, ${to}`];
  return [];
}

function why(origin: string, target: string): string {
  if (wings.includes(origin) && wings.includes(target)) return "wings do not know each other";
  if (origin === "data-synth" && wings.includes(target)) return "the truth must not come from what it tests";
  return `${origin} may import only ${below[origin]!.join(", ") || "nothing"}`;
}

/** Cycles of files at run time, each told once by a path through it; inside a room a view may name its noun's type. */
function cycles(edges: readonly Edge[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to, kind } of edges)
    if (kind !== "type") next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[] = [];
  function visit(file: string, path: readonly string[]): void {
    const start = path.indexOf(file);
    if (start !== -1) found.push(`a cycle: ${[...path.slice(start), file].join(" → ")}`);
    if (start !== -1 || done.has(file)) return;
    for (const target of next.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  }
  for (const file of next.keys()) visit(file, []);
  return found;
}

/** "src/causal/weighting/ipw.ts" is in room "src/causal"; "src/work.ts" is a room of its own. */
function room(path: string): string {
  const [top, second = ""] = path.split("/");
  return top === "src" ? `src/${second.replace(/\.[cm]?ts$/, "")}` : top!;
}

function isIndex(path: string): boolean {
  return path.endsWith("/index.ts");
}

interface Specifier {
  readonly name: string;
  readonly kind: Kind;
}

function specifiers(path: string, text: string): Specifier[] {
  const found: Specifier[] = [];
  function add(literal: ts.Node | undefined, kind: Kind): void {
    if (literal !== undefined && ts.isStringLiteralLike(literal)) found.push({ name: literal.text, kind });
  }
  function visit(node: ts.Node): void {
    if (ts.isImportDeclaration(node))
      add(node.moduleSpecifier, isErased(node.importClause) ? "type" : "value");
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly ? "type" : "value");
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal, "type");
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], "lazy");
    // Workers and wasm are found by URL, which is an import like any other.
    else if (
      ts.isNewExpression(node) &&
      node.expression.getText() === "URL" &&
      node.arguments?.length === 2
    ) {
      if (/^\..*\.[cm]?js$/.test((node.arguments[0] as ts.StringLiteral).text ?? ""))
        add(node.arguments[0], "lazy");
    }
    ts.forEachChild(node, visit);
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true));
  return found;
}

function isErased(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined || clause.isTypeOnly) return clause !== undefined;
  const { namedBindings: names } = clause;
  return (
    clause.name === undefined &&
    names !== undefined &&
    ts.isNamedImports(names) &&
    names.elements.length > 0 &&
    names.elements.every((name) => name.isTypeOnly)
  );
}

function resolve(from: string, specifier: string): string | undefined {
  const source = specifier.replace(/\.js$/, ".ts").replace(/\.cjs$/, ".cts");
  if (specifier.startsWith(".")) return join(dirname(from), source).split(sep).join("/");
  if (specifier.startsWith("#")) return source.slice(1);
  if (specifier === "txlab") return "src/index.ts";
  if (specifier === "txlab/data-synth") return "data-synth/index.ts";
  return specifier.startsWith("txlab/") ? `src/${specifier.slice("txlab/".length)}/index.ts` : undefined;
}
