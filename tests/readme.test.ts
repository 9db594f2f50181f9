import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { aipw } from "txlab/causal";
import { causalStudy } from "txlab/cohort";
import { simulateIcu } from "txlab/data-synth";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");

it("the README's cell gives the README's output", async () => {
  const { cohort, truth } = await simulateIcu({ patients: 10_000, seed: 7 });
  const roles = { treatment: "early_vasopressor", outcome: "death_28d", cluster: "subject_id" };
  const confounders = ["age", "sofa", "log(lactate)", "map_min", "charlson", "C(first_careunit)"];
  expect(readme).toContain(JSON.stringify(confounders).replaceAll(",", ", "));
  const effect = await aipw(causalStudy(cohort.analysis(), { ...roles, confounders }));
  expect(readme).toContain(`\`\`\`\n${effect}\n\`\`\``);
  expect(readme).toContain(`is ${truth.effects.ate.value.toFixed(4).replace("-", "−")}, within`);
});

it("every file that the README points to is there", () => {
  const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => path!);
  expect(links.length).toBeGreaterThan(5);
  expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

it("every function that the README names is public", () => {
  const names = new Set(readFileSync(join(root, "tests/exports.txt"), "utf8").split(/\s+/));
  const rows = readme.split("\n").filter((line) => /^\| `txlab/.test(line));
  const named = rows.flatMap((row) =>
    [...row.split("|")[2]!.matchAll(/`([a-zA-Z]+)`/g)].map(([, name]) => name!),
  );
  const known = new Set([...names, "Estimate"]);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});
