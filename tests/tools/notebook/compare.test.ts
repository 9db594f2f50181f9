import { describe, expect, test } from "vitest";
import { changes } from "../../../tools/notebook/compare.js";
import { blemishes } from "../../../tools/notebook/hygiene.js";
import { root } from "../../../tools/setup/files.js";
import { code, markdown, notebook, result, stream } from "./notebook.js";

describe("what re-execution changes", () => {
  const before = notebook(
    markdown("# A"),
    code("a", [stream("n 1566\n"), result({ "text/plain": ["ATE\n", "3.4405"] })]),
  );

  test("is nothing when the same is printed, however the text is stored", () => {
    const after = notebook(
      markdown("# B"),
      code("a", [stream("n 1566\n"), result({ "text/plain": "ATE\n3.4405" })]),
    );
    expect(changes(before, after)).toEqual([]);
  });

  test("is a number in a result, told with its cell and line", () => {
    const after = notebook(code("a", [stream("n 1566\n"), result({ "text/plain": "ATE\n3.4406" })]));
    expect(changes(before, after)).toEqual(['code cell 1: line 3 was "3.4405" and is "3.4406"']);
  });

  test("is a line that is no longer printed", () => {
    const after = notebook(code("a", [stream("n 1566\n")]));
    expect(changes(before, after)).toEqual(['code cell 1: line 2 was "ATE" and is nothing']);
  });

  test("does not count where a cell is tagged volatile, nor on standard error", () => {
    const timed = notebook(
      code("a", [stream("0.1 s")], ["volatile"]),
      code("b", [stream("warning", "stderr")]),
    );
    const again = notebook(code("a", [stream("0.2 s")], ["volatile"]), code("b", []));
    expect(changes(timed, again)).toEqual([]);
  });
});

describe("a committed notebook", () => {
  const found = (value: object, text = JSON.stringify(value)): string[] => blemishes(value, text);

  test("that was executed and is small has no blemish", () => {
    expect(found(notebook(code("a")))).toEqual([]);
  });

  test("that was not executed is refused", () => {
    expect(found(notebook({ ...code("a"), execution_count: null }))).toEqual(["is not committed executed"]);
  });

  test("that is too large, or names a folder of this machine, is refused", () => {
    expect(found(notebook(), "x".repeat(500_001))).toEqual(["has 500001 bytes, more than 500000"]);
    expect(found(notebook(code("a", [stream(`at ${root}/dist`)])))).toEqual([
      expect.stringContaining("folder of this machine"),
    ]);
  });
});
