import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import type { Content, Header } from "./protocol.js";

/** A message as it came over a socket. */
export interface Message {
  identities: Buffer[];
  header: Header;
  parent: Content;
  metadata: Content;
  content: Content;
  buffers: Buffer[];
}

const delimiter = Buffer.from("<IDS|MSG>");

/** Signs and reads messages with the key of one connection. */
export class Codec {
  readonly #key: string;
  readonly session: string = randomUUID();
  /** Signatures that were seen: a message may not be sent twice. */
  readonly #seen = new Set<string>();

  constructor(key: string) {
    this.#key = key;
  }

  /** Throws when the frames are not a message or are not signed with the key. */
  read(frames: Buffer[]): Message {
    const at = frames.findIndex((frame) => frame.equals(delimiter));
    if (at < 0 || frames.length < at + 6) throw new Error("not a Jupyter message: a frame is missing");
    const [signature, ...parts] = frames.slice(at + 1) as [Buffer, ...Buffer[]];
    this.#verify(signature, parts.slice(0, 4));
    const [header, parent, metadata, content] = parts.slice(0, 4).map((part) => JSON.parse(part.toString()));
    if (typeof header?.msg_type !== "string" || typeof header.msg_id !== "string") {
      throw new Error("not a Jupyter message: its header has no msg_type or msg_id");
    }
    return { identities: frames.slice(0, at), header, parent, metadata, content, buffers: parts.slice(4) };
  }

  /** The frames of a message; `content` is JSON text. */
  write(
    type: string,
    parent: Header | undefined,
    content: string,
    identities: readonly Uint8Array[],
    buffers: readonly Uint8Array[] = [],
  ): (Buffer | Uint8Array | string)[] {
    const header = {
      msg_id: randomUUID(),
      msg_type: type,
      session: this.session,
      username: parent?.username ?? "kernel",
      date: new Date().toISOString(),
      version: "5.3",
    };
    const parts = [JSON.stringify(header), JSON.stringify(parent ?? {}), "{}", content];
    return [...identities, delimiter, this.#sign(parts), ...parts, ...buffers];
  }

  #sign(parts: readonly (string | Buffer)[]): string {
    if (this.#key === "") return "";
    const hash = createHmac("sha256", this.#key);
    for (const part of parts) hash.update(part);
    return hash.digest("hex");
  }

  #verify(signature: Buffer, parts: Buffer[]): void {
    if (this.#key === "") return;
    const expected = Buffer.from(this.#sign(parts));
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
      throw new Error("a message was not signed with this connection's key");
    }
    const text = signature.toString();
    if (this.#seen.has(text)) throw new Error("a message was sent twice");
    this.#seen.add(text);
    if (this.#seen.size > 50_000) this.#seen.delete(this.#seen.values().next().value!);
  }
}
