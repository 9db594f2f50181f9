import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { python } from "./kernel-ext/jupyter.js";

const root = realpathSync(join(import.meta.dirname, ".."));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

let folder: string;

/** The packed package, unpacked in an empty folder beside its runtime dependencies and nothing else. */
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "txlab-package-")));
  const [packed] = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
      cwd: root,
      encoding: "utf8",
    }),
  );
  const modules = join(folder, "node_modules");
  linkRuntimeDependencies(modules);
  mkdirSync(join(modules, "txlab"));
  execFileSync("tar", [
    "-xzf",
    join(folder, packed.filename),
    "-C",
    join(modules, "txlab"),
    "--strip-components=1",
  ]);
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("the packed package", () => {
  test("holds what runs and nothing that only builds or tests it", () => {
    const top = readdirSync(join(folder, "node_modules", "txlab"));
    expect(
      top.filter((name) => !["LICENSE", "README.md", "dist", "notebooks", "package.json"].includes(name)),
    ).toEqual([]);
    const built = readdirSync(join(folder, "node_modules", "txlab", "dist"));
    expect(built.filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("has every file that package.json promises", () => {
    const promised = [
      manifest.main,
      manifest.types,
      ...Object.values(manifest.bin as Record<string, string>),
    ];
    for (const target of Object.values<string | Record<string, string>>(manifest.exports)) {
      promised.push(...(typeof target === "string" ? [target] : Object.values(target)));
    }
    for (const [types] of Object.values<string[]>(manifest.typesVersions["*"])) promised.push(types!);
    expect(promised.filter((path) => !existsSync(join(folder, "node_modules", "txlab", path)))).toEqual([]);
  });

  test("is locked with every platform's binaries, or a clean install fails where the lock was not made", () => {
    const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
    const missing = Object.entries<{ optionalDependencies?: Record<string, string> }>(packages).flatMap(
      ([path, each]) =>
        Object.keys(each.optionalDependencies ?? {}).filter(
          (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
        ),
    );
    expect(missing).toEqual([]);
  });

  test.each(["import", "require"])("serves every public name by %s", (way) => {
    const load = way === "import" ? "await import(name)" : "require(name)";
    const script = `(async () => {
      const found = {};
      for (const name of ${JSON.stringify([...publicValues().keys()])}) found[name] = Object.keys(${load}).filter((key) => key !== "module.exports");
      console.log(JSON.stringify(found));
    })();`;
    const output = execFileSync(process.execPath, ["--no-warnings", "-e", script], {
      cwd: folder,
      encoding: "utf8",
    });
    const found = new Map(Object.entries<string[]>(JSON.parse(output)));
    for (const [name, values] of publicValues())
      expect({ name, values: found.get(name)!.sort() }).toEqual({ name, values });
  });
});

describe.skipIf(!python)("a cell in a folder that has only the packed package", () => {
  test("imports every entry point, from the packed kernel, with the library's own names and types", () => {
    const names = [...publicValues()].filter(([, values]) => values.length > 0);
    const lines = names.map(
      ([name, values]) =>
        `import { ${values[0]} as v${names.findIndex(([each]) => each === name)} } from "${name}";`,
    );
    const seen = names.map((_, i) => `typeof v${i}`).join(", ");
    const output = join(folder, "executed.ipynb");
    writeFileSync(
      join(folder, "cells.ipynb"),
      JSON.stringify(notebook([...lines, `[${seen}].join(" ")`].join("\n"))),
    );
    const packed = join(folder, "node_modules", "txlab", "dist", "kernel-ext");
    const env = { ...process.env, JUPYTER_PATH: join(folder, "jupyter") };
    const register = `import("${packed}/kernelspec.js").then((m) => m.writeKernelspec("${folder}/jupyter/kernels"))`;
    execFileSync(process.execPath, ["-e", register], { cwd: folder });
    execFileSync(python!, [join(packed, "python", "execute.py"), "cells.ipynb", "--output", output], {
      cwd: folder,
      env,
    });
    const [cell] = JSON.parse(readFileSync(output, "utf8")).cells;
    const [result] = cell.outputs.slice(-1);
    expect([result.data["text/plain"]].flat().join("")).toMatch(
      /^'?(function|object)( (function|object))*'?$/,
    );
  });
});

function notebook(source: string): object {
  const cell = { id: "a", cell_type: "code", metadata: {}, execution_count: null, outputs: [], source };
  const kernelspec = { name: "txlab", display_name: "TypeScript", language: "typescript" };
  return { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells: [cell] };
}

/** The names of values by entry point, as tests/exports.txt records them. */
function publicValues(): Map<string, string[]> {
  const pages = readFileSync(join(root, "tests", "exports.txt"), "utf8")
    .trim()
    .split("\n\n");
  return new Map(
    pages.map((page) => {
      const [name, ...lines] = page.split("\n");
      return [name!, lines.map((line) => line.trim()).filter((line) => !line.startsWith("type "))];
    }),
  );
}

function linkRuntimeDependencies(modules: string): void {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  for (const [path, { dev }] of Object.entries<{ dev?: boolean }>(packages)) {
    const [, name, nested] = path.split("node_modules/");
    if (!name || nested || dev || !existsSync(join(root, path))) continue;
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, path), join(modules, name), "dir");
  }
}
