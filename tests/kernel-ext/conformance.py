"""Jupyter's own conformance suite for kernels, asked of txlab. Run by conformance.test.ts."""

import unittest

import jupyter_kernel_test


class Conformance(jupyter_kernel_test.KernelTests):
    kernel_name = "txlab"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = 'console.log("hello, world")'
    code_stderr = 'console.error("a warning")'
    code_generate_error = 'throw new Error("on purpose")'
    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": "[1, 2].map((x) => 2 * x)", "result": "[ 2, 4 ]"},
    ]
    code_display_data = [
        {"code": 'import { display } from "tslab"; display.html("<b>bold</b>")', "mime": "text/html"},
    ]
    code_inspect_sample = "Math.abs"
    code_history_pattern = "1 ? 2*"
    supported_history_operations = ("tail", "range", "search")
    completion_samples = [
        {"text": "const zebra = 1; zeb", "matches": {"zebra"}},
        {"text": "Math.ab", "matches": {"abs"}},
    ]
    complete_code_samples = ["1", "const a = 1", "function f(): number { return 1 }"]
    incomplete_code_samples = ["function f() {", "const a = [1,", "if (true) {"]
    invalid_code_samples = ["let = 5 5"]


if __name__ == "__main__":
    unittest.main(verbosity=2)
