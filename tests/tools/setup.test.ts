import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { nodeProblem } from "../../tools/setup/node-version.js";

const root = join(import.meta.dirname, "../..");

let project: string;

/** A build that makes what set-up needs of one: the kernel's own word on how it is started. */
const builder = `
  import { cpSync } from "node:fs";
  cpSync(${JSON.stringify(join(root, "dist", "kernel-ext", "kernelspec.js"))}, "dist/kernel-ext/kernelspec.js");
`;

/** A project with nothing to install or build, in which set-up meets the machine that a test makes up. */
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "txlab-setup-"));
  cpSync(join(root, "tools"), join(project, "tools"), { recursive: true });
  writeFileSync(join(project, "tools", "build.js"), builder);
  writeFileSync(join(project, "requirements.txt"), "nbclient==0.11.0\n");
  writeJson("package.json", { name: "made-up", type: "module" });
  writeJson("package-lock.json", { lockfileVersion: 3, packages: { "": {} } });
  mkdirSync(join(project, "bin"));
});

afterEach(() => rmSync(project, { recursive: true }));

function writeJson(name: string, value: object): void {
  writeFileSync(join(project, name), JSON.stringify(value));
}

interface FakePython {
  readonly version?: string;
  readonly recent?: boolean;
  readonly missing?: readonly string[];
  /** What `python -m NAME` does, as shell. */
  readonly modules?: Readonly<Record<string, string>>;
}

/** Puts a made-up python3 on the PATH that says of itself what a test wants. */
function python({ version = "3.11.2", recent = true, missing = [], modules = {} }: FakePython): string {
  const path = join(project, "bin", "python3");
  const facts = JSON.stringify({ executable: path, version, recent, missing });
  const cases = Object.entries(modules).map(([name, script]) => `${name}) ${script} ;;`);
  const script = `#!/bin/sh\nif [ "$1" = -c ]; then echo '${facts}'; exit 0; fi\ncase "$2" in\n${cases.join("\n")}\n*) exit 1 ;;\nesac\n`;
  writeFileSync(path, script);
  chmodSync(path, 0o755);
  return path;
}

function setup(needs: string, env: Record<string, string> = {}): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(project, "tools", "setup.js"), needs],
    {
      encoding: "utf8",
      env: { PATH: join(project, "bin"), HOME: project, ...env },
    },
  );
  return { status, said: `${stdout}${stderr}`.trim() };
}

describe("Node", () => {
  test.each(["20.19.0", "20.20.2", "22.12.0", "24.1.0"])("%s will do", (version) => {
    expect(nodeProblem(version)).toBe("");
  });

  test.each(["16.20.2", "18.20.4", "20.18.3", "21.7.3", "22.11.0"])(
    "%s is refused with the remedy",
    (version) => {
      expect(nodeProblem(version)).toMatch(
        new RegExp(`needs Node 20\\.19 or newer .* this is Node ${version}\\. Install`),
      );
    },
  );
});

describe("a Jupyter", () => {
  test("on the PATH is used and remembered, and nothing is installed", () => {
    const path = python({});
    expect(setup("jupyter")).toEqual({ status: 0, said: "set-up: building" });
    expect(JSON.parse(readFileSync(join(project, ".jupyter", "python-jupyter.json"), "utf8")).python).toBe(
      path,
    );
  });

  test("is not looked for again, nor is anything built, in a second run", () => {
    python({});
    setup("jupyter");
    const memory = join(project, ".jupyter", "python-jupyter.json");
    const before = statSync(memory).mtimeMs;
    expect(setup("jupyter")).toEqual({ status: 0, said: "" });
    expect(statSync(memory).mtimeMs).toBe(before);
  });

  test("is looked for again when it has gone", () => {
    const path = python({});
    setup("jupyter");
    rmSync(path);
    expect(setup("jupyter").status).toBe(1);
  });

  test("gets the kernel from inside the project", () => {
    python({});
    setup("jupyter");
    const spec = readFileSync(join(project, ".jupyter/share/jupyter/kernels/txlab/kernel.json"), "utf8");
    const { argv, language } = JSON.parse(spec);
    expect(language).toBe("typescript");
    expect(argv[0]).toBe(process.execPath);
    expect(argv.slice(-2)).toEqual([join(project, "dist/kernel-ext/main.js"), "{connection_file}"]);
  });
});

describe("one clear sentence", () => {
  const lines = (said: string): string[] =>
    said.split("\n").filter((line) => line !== "" && !line.startsWith("set-up:"));

  test("when there is no Python", () => {
    const { status, said } = setup("jupyter");
    expect(status).toBe(1);
    expect(lines(said)).toEqual([
      expect.stringMatching(/need Python 3\.10 or newer \(found none on PATH\)\. Install one/),
    ]);
  });

  test("when Python is too old", () => {
    python({ version: "3.8.1", recent: false, missing: ["nbclient"] });
    expect(lines(setup("jupyter").said)).toEqual([
      expect.stringMatching(/3\.10 or newer \(found only 3\.8\.1 at .*\)\. Install/),
    ]);
  });

  test("when Python has no venv module", () => {
    python({ missing: ["nbclient", "venv"] });
    expect(lines(setup("jupyter").said)).toEqual([
      expect.stringMatching(/cannot make a virtual environment.*python3-venv/),
    ]);
  });

  test("when Python can make no environment with pip, and there is no pip outside either", () => {
    python({ missing: ["nbclient", "pip"], modules: { venv: `[ "$4" = --without-pip ]` } });
    expect(lines(setup("jupyter").said)).toEqual([
      expect.stringMatching(/cannot make a virtual environment|its venv module/),
    ]);
  });

  test("when the npm registry cannot be reached", () => {
    writeJson("package.json", { name: "made-up", type: "module", dependencies: { "is-number": "7.0.0" } });
    writeJson("package-lock.json", {
      name: "made-up",
      lockfileVersion: 3,
      packages: {
        "": { name: "made-up", dependencies: { "is-number": "7.0.0" } },
        "node_modules/is-number": { version: "7.0.0" },
      },
    });
    const env = {
      PATH: process.env.PATH!,
      npm_config_registry: "http://127.0.0.1:9/",
      npm_config_cache: join(project, "cache"),
    };
    const { status, said } = setup("none", env);
    expect(status).toBe(1);
    expect(lines(said)).toEqual([
      expect.stringMatching(/npm registry cannot be reached .* Connect to the network/),
    ]);
  });

  test("when set-up is asked for something it does not know", () => {
    expect(lines(setup("everything").said)).toEqual([
      "setup takes none, jupyter or lab; it was given everything.",
    ]);
  });
});
