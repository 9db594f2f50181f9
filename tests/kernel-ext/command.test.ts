import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { python } from "./jupyter.js";

const cli = join(import.meta.dirname, "../../dist/kernel-ext/cli.js");
const folder = mkdtempSync(join(tmpdir(), "txlab-command-"));

function txlab(...args: string[]): { status: number | null; out: string; err: string } {
  const env = { ...process.env, TXLAB_PYTHON: python, JUPYTER_DATA_DIR: join(folder, "data") };
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd: folder,
    env,
    encoding: "utf8",
  });
  return { status, out: stdout, err: stderr };
}

function notebook(name: string, cells: string[]): string {
  const written = cells.map((source, at) => ({
    cell_type: "code",
    id: `cell-${at}`,
    metadata: {},
    outputs: [],
    execution_count: null,
    source,
  }));
  const metadata = {
    kernelspec: { name: "txlab", display_name: "TypeScript (txlab)", language: "typescript" },
  };
  mkdirSync(join(folder, "notebooks"), { recursive: true });
  writeFileSync(
    join(folder, "notebooks", `${name}.ipynb`),
    JSON.stringify({ cells: written, metadata, nbformat: 4, nbformat_minor: 5 }),
  );
  return `notebooks/${name}.ipynb`;
}

describe("the command txlab", () => {
  test("lists its commands, and refuses one that it does not have", () => {
    expect(txlab("help")).toMatchObject({ status: 0, out: expect.stringContaining("txlab test") });
    expect(txlab("tset")).toMatchObject({ status: 2, err: expect.stringContaining('no command "tset"') });
  });

  test("install --prefix writes a kernelspec with absolute paths and says how to undo it", () => {
    const { status, out } = txlab("install", "--prefix", join(folder, "prefix"));
    expect(status).toBe(0);
    expect(out).toContain("delete that folder");
    const written = join(folder, "prefix/share/jupyter/kernels/txlab/kernel.json");
    const { argv, interrupt_mode } = JSON.parse(readFileSync(written, "utf8"));
    expect(argv.slice(0, 2)).toEqual([process.execPath, "--no-force-async-hooks-checks"]);
    expect(existsSync(argv[2])).toBe(true);
    expect(argv[3]).toBe("{connection_file}");
    expect(interrupt_mode).toBe("message");
    expect(existsSync(join(folder, "prefix/share/jupyter/kernels/txlab/logo-64x64.png"))).toBe(true);
  });

  test("install for the user goes where Jupyter looks, and twice is as once", () => {
    expect(txlab("install", "--user").status).toBe(0);
    expect(txlab("install", "--user").status).toBe(0);
    expect(existsSync(join(folder, "data/kernels/txlab/kernel.json"))).toBe(true);
    expect(txlab("install", "--elsewhere").status).toBe(2);
  });

  test("test refuses what is no notebook", () => {
    expect(txlab("test")).toMatchObject({ status: 2 });
    expect(txlab("test", "nowhere")).toMatchObject({ status: 2, err: expect.stringContaining("nowhere") });
    expect(txlab("test", ".", "--jobs", "none").status).toBe(2);
  });

  test.skipIf(!python)("doctor says what is well and what to do about the rest", () => {
    const { out } = txlab("doctor");
    expect(out).toContain(`✓ Node: ${process.version}`);
    expect(out).toContain("✓ zeromq: loads");
    expect(out).toMatch(/Jupyter: nbclient and jupyter_client in/);
  });
});

describe.skipIf(!python)("txlab test", () => {
  let outcome: ReturnType<typeof txlab>;
  beforeAll(() => {
    notebook("passes", ["const n = 1", "n + 1"]);
    notebook("asserts", [
      `import assert from "node:assert";`,
      `const effect = -2.6;\n// the sign\nassert.ok(effect > 0, "the effect must be positive")`,
      `"not reached"`,
    ]);
    notebook("late", [`setTimeout(() => { throw new Error("nobody waited") }, 10)`]);
    notebook("dies", [`process.kill(process.pid, "SIGKILL"); await new Promise(() => {})`]);
    notebook("hangs", ["1", "for (;;);"]);
    notebook("empty", []);
    outcome = txlab(
      "test",
      "notebooks",
      "--jobs",
      "2",
      "--timeout",
      "20",
      "--junit",
      "junit.xml",
      "--output",
      "done",
    );
  }, 240_000);

  test("fails when one notebook fails, and counts", () => {
    expect(outcome.status).toBe(1);
    expect(outcome.out).toContain("1 passed, 5 failed");
    expect(outcome.out).toContain("✓ notebooks/passes.ipynb (2 of 2 cells");
  });

  test("tells a failed assertion from a time-out, a dead kernel and an empty notebook", () => {
    expect(outcome.out).toContain("✗ notebooks/asserts.ipynb: an assertion failed in code cell 2 of 3");
    expect(outcome.out).toContain("✗ notebooks/hangs.ipynb: timed out in code cell 2 of 2");
    expect(outcome.out).toContain("✗ notebooks/dies.ipynb: the kernel died in code cell 1 of 1");
    expect(outcome.out).toContain("✗ notebooks/empty.ipynb: nothing was executed");
  });

  test("shows the error and the lines around it", () => {
    expect(outcome.out).toContain("the effect must be positive");
    expect(outcome.out).toContain("> 3 | assert.ok(effect > 0");
    expect(outcome.out).toContain("1 | for (;;);");
  });

  test("an error after the last cell has ended fails the notebook", () => {
    expect(outcome.out).toContain("✗ notebooks/late.ipynb: a cell failed");
    expect(outcome.out).toContain("nobody waited");
  });

  test("writes JUnit XML and the executed notebooks", () => {
    const xml = readFileSync(join(folder, "junit.xml"), "utf8");
    expect(xml.match(/<testsuite /g)).toHaveLength(6);
    expect(xml).toContain('<failure type="AssertionError" message="the effect must be positive">');
    expect(xml).toContain('<failure type="timeout"');
    const executed = JSON.parse(readFileSync(join(folder, "done/passes.ipynb"), "utf8"));
    expect(executed.cells).toHaveLength(2);
    expect([executed.cells[1].outputs[0].data["text/plain"]].flat()).toEqual(["2"]);
  });
});
