import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Client } from "./client.js";
import { fitDigests } from "./fit-digests.js";

let client: Client;
beforeAll(async () => {
  client = await Client.start();
}, 60_000);
afterAll(() => client?.close());

it("coefficients and errors are the same bits in a notebook and here, in memory and streamed, for any threads", async () => {
  const here = await fitDigests(1);
  expect(here[2]).toBe(here[0]);
  expect(here[3]).toBe(here[1]);
  expect(await fitDigests(4)).toEqual(here);
  const source = readFileSync(new URL("./fit-digests.ts", import.meta.url), "utf8");
  const { reply, messages } = await client.run(`${source}\nconsole.log((await fitDigests(2)).join(" "));`);
  expect(reply.status).toBe("ok");
  const said = messages.filter(({ type }) => type === "stream").map(({ content }) => content.text);
  expect(said.join("").trim().split(" ")).toEqual(here);
}, 60_000);
