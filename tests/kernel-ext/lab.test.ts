import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type Locator, type Page, chromium as playwright } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromium, type Lab, labMissing, startLab } from "./lab.js";

const tour = JSON.parse(readFileSync(join(import.meta.dirname, "../../notebooks/00-tour.ipynb"), "utf8"));
const story: string[] = tour.cells
  .filter(({ cell_type }: { cell_type: string }) => cell_type === "code")
  .slice(0, 5)
  .map(({ source }: { source: string | string[] }) => [source].flat().join(""));

const chart = `({ $schema: "https://vega.github.io/schema/vega-lite/v6.json", description: "Stays by unit", width: 240, height: 120, mark: "bar", data: { values: [{ unit: "MICU", stays: 5 }, { unit: "SICU", stays: 3 }] }, encoding: { x: { field: "unit", type: "nominal" }, y: { field: "stays", type: "quantitative" } } })`;
const loop = `import { progress } from "txlab";\nfor (const round of progress(40, "rounds")) await new Promise((done) => setTimeout(done, 100));`;
const cells = [...story, chart, loop, "for (;;);", "typeof study"];
const at = {
  table: 1,
  chart: story.length,
  bar: story.length + 1,
  endless: story.length + 2,
  last: story.length + 3,
};

type Commands = { jupyterapp: { commands: { execute(name: string): Promise<unknown> } } };

describe.skipIf(labMissing)("JupyterLab", () => {
  let lab: Lab;
  let browser: Browser;
  let page: Page;
  const pictures = process.env.TXLAB_PICTURES;

  const command = (name: string): Promise<void> =>
    page.evaluate(async (id) => {
      void (window as unknown as Commands).jupyterapp.commands.execute(id);
    }, name);
  const cell = (index: number): Locator => page.locator(".jp-Notebook-cell").nth(index);
  const select = async (index: number): Promise<void> => {
    await cell(index).locator(".cm-content").click();
  };
  const picture = async (name: string): Promise<void> => {
    if (!pictures) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`) });
  };

  beforeAll(async () => {
    lab = await startLab(cells);
    browser = await playwright.launch({ executablePath: chromium!, args: ["--no-sandbox"] });
    page = await browser.newPage({ viewport: { width: 1200, height: 1400 } });
    await page.goto(lab.url);
    await cell(at.last).waitFor({ state: "attached", timeout: 90_000 });
    await page
      .locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")
      .first()
      .waitFor({ timeout: 90_000 });
  }, 200_000);

  afterAll(async () => {
    await browser?.close();
    lab?.stop();
  });

  test("runs the tour: tables, a chart drawn by the front end, and a bar that moves", async () => {
    await select(0);
    for (let index = 0; index <= at.bar; index++) await command("notebook:run-cell-and-select-next");
    await cell(at.table).locator("table").first().waitFor({ timeout: 90_000 });
    await cell(at.chart).locator(".vega-embed canvas, .vega-embed svg").first().waitFor({ timeout: 60_000 });
    await cell(at.table).scrollIntoViewIfNeeded();
    await picture("1-table");
    const bar = cell(at.bar).locator("progress");
    await bar.waitFor({ timeout: 60_000 });
    const seen = new Set<number>();
    for (let look = 0; look < 8; look++) {
      seen.add(await bar.evaluate((element) => (element as HTMLProgressElement).value));
      if (look === 4) await cell(at.bar).scrollIntoViewIfNeeded();
      if (look === 5) await picture("2-bar");
      await page.waitForTimeout(250);
    }
    expect(seen.size).toBeGreaterThan(2);
    expect(await cell(at.bar).locator("progress").count()).toBe(1);
    await page
      .locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")
      .first()
      .waitFor({ timeout: 30_000 });
    expect(
      await page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']").count(),
    ).toBe(0);
  }, 150_000);

  test("interrupts an endless loop", async () => {
    await select(at.endless);
    await command("notebook:run-cell");
    await cell(at.endless).locator(".jp-InputArea-prompt", { hasText: "[*]" }).waitFor();
    await page.waitForTimeout(500);
    await command("notebook:interrupt-kernel");
    await cell(at.endless).getByText("InterruptedError").first().waitFor({ timeout: 10_000 });
    await picture("3-interrupted");
  }, 60_000);

  test("completes a name with Tab, with its kind", async () => {
    await select(at.last);
    await page.keyboard.press("Control+A");
    await page.keyboard.type("causalSt");
    await page.keyboard.press("Tab");
    await page.locator(".jp-Completer-item", { hasText: "causalStudy" }).waitFor({ timeout: 15_000 });
    await picture("4-completer");
    await page.keyboard.press("Escape");
  }, 60_000);

  test("restarts, and the new session knows nothing of the old", async () => {
    await command("notebook:restart-kernel");
    await page.locator(".jp-Dialog .jp-mod-accept").click();
    await select(at.last);
    await page.keyboard.press("Control+A");
    await page.keyboard.type("study");
    await command("notebook:run-cell");
    await cell(at.last).getByText("Cannot find name 'study'").first().waitFor({ timeout: 60_000 });
    await page
      .locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")
      .first()
      .waitFor({ timeout: 30_000 });
    await picture("5-restarted");
  }, 90_000);
});
