// Reads objects in protobuf, as kubectl sends those that it makes itself: `create deployment`, `create namespace`.
import { KubeFault } from "./kube-fault.ts";
import type { Json } from "./kube-object.ts";
import { type Field, type Message, messages } from "./protobuf-fields.ts";

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding-idl; 415 for what is not known here. */
export function readProtobuf(bytes: Buffer): Json {
  if (!bytes.subarray(0, 4).equals(magic)) throw unread("what does not begin as Kubernetes' protobuf does");
  const { typeMeta, raw } = readMessage(bytes.subarray(4), "Unknown") as { typeMeta?: Json; raw?: Buffer };
  const kind = String(typeMeta?.["kind"]);
  if (!topmost.has(kind)) throw unread(`${kind} in protobuf`);
  return { ...typeMeta, ...readMessage(raw ?? Buffer.alloc(0), kind as Message) };
}

const magic = Buffer.from([0x6b, 0x38, 0x73, 0x00]);
const topmost = new Set(["Deployment", "Job", "CronJob", "Namespace", "ConfigMap", "ServiceAccount"]);

function unread(what: string): KubeFault {
  return new KubeFault(
    415,
    "UnsupportedMediaType",
    `the sandbox does not read ${what}: send it as JSON or YAML, as with create -f`,
  );
}

/** Go's clients write empty values where nothing was set; they are left out. */
function readMessage(bytes: Buffer, name: Message): Json {
  const fields: Readonly<Record<number, Field>> = messages[name];
  const result: Json = {};
  for (let place = 0; place < bytes.length;) {
    const [tag, afterTag] = readNumber(bytes, place);
    const field = fields[tag >> 3];
    const isNumber = (tag & 7) === 0;
    if (field === undefined || (!isNumber && (tag & 7) !== 2)) throw unread(`field ${tag >> 3} of ${name} in protobuf`);
    const [number, after] = readNumber(bytes, afterTag);
    const end = isNumber ? after : after + number;
    if (end > bytes.length) throw unread("protobuf that ends in the middle");
    put(result, field, isNumber ? number : bytes.subarray(after, end));
    place = end;
  }
  return result;
}

function put(result: Json, { name, kind }: Field, value: number | Buffer): void {
  switch (kind) {
    case "ignored":
      return;
    case "number":
      result[name] = value;
      return;
    case "positive":
      if (value !== 0) result[name] = value;
      return;
    case "flag":
      if (value === 1) result[name] = true;
      return;
    case "bytes":
      result[name] = value;
      return;
    case "text":
      if (String(value) !== "") result[name] = String(value);
      return;
    case "texts":
      result[name] = [...((result[name] as string[] | undefined) ?? []), String(value)];
      return;
    case "pairs": {
      const { key = "", value: text = "" } = readMessage(value as Buffer, "Pair");
      result[name] = { ...(result[name] as object | undefined), [String(key)]: text };
      return;
    }
  }
  const message = readMessage(value as Buffer, kind.of);
  if (kind.many) result[name] = [...((result[name] as Json[] | undefined) ?? []), message];
  else if (Object.keys(message).length > 0) result[name] = message;
}

/** Answers the number and where it ends. */
function readNumber(bytes: Buffer, from: number): readonly [number, number] {
  let number = 0;
  for (let place = from, factor = 1; place < bytes.length; place += 1, factor *= 128) {
    const byte = bytes[place] ?? 0;
    number += (byte & 127) * factor;
    if (byte < 128) return [number, place + 1];
  }
  throw unread("protobuf that ends in the middle");
}
