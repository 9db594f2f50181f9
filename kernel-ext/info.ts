import { readFileSync } from "node:fs";
import type { Content } from "./wire/protocol.js";

/** What the kernel says of itself. */
export function kernelInfo(): Content {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return {
    status: "ok",
    protocol_version: "5.3",
    implementation: "txlab",
    implementation_version: version,
    language_info: {
      name: "typescript",
      version: "5.0.4",
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: { name: "javascript", typescript: true, mode: "typescript" },
      nbconvert_exporter: "script",
    },
    banner: `txlab ${version}: TypeScript for causal inference, offline reinforcement learning and fairness audits`,
    help_links: [],
  };
}
