// Objects in Kubernetes' protobuf: what is known is read, and what is not known is refused, never dropped.
import test from "ava";
import { KubeFault } from "../../../src/sandbox/kube/kube-fault.ts";
import { readProtobuf } from "../../../src/sandbox/kube/read-protobuf.ts";

const magic = Buffer.from("k8s\0");
const field = (number: number, value: string | Buffer): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([number * 8 + 2, bytes.length]), bytes]);
};
const number = (place: number, value: number): Buffer => Buffer.from([place * 8, value]);
const message = (...parts: readonly Buffer[]): Buffer => Buffer.concat(parts);
const envelope = (kind: string, raw: Buffer): Buffer =>
  message(magic, field(1, message(field(1, "v1"), field(2, kind))), field(2, raw));

test("texts and maps are read, and empty ones left out", (t) => {
  const metadata = message(field(1, "settings"), field(3, ""), field(11, message(field(1, "app"), field(2, "a"))));
  const data = (key: string, value: string): Buffer => field(2, message(field(1, key), field(2, value)));
  t.deepEqual(readProtobuf(envelope("ConfigMap", message(field(1, metadata), data("a", "1"), data("b", "")))), {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "settings", labels: { app: "a" } },
    data: { a: "1", b: "" },
  });
});

test("a number that was set to 0 stays, and one that was never set is left out", (t) => {
  const spec = message(number(1, 0), number(5, 0), number(7, 0));
  t.like(readProtobuf(envelope("Deployment", field(2, spec))), { spec: { replicas: 0 } });
  t.deepEqual(readProtobuf(envelope("Deployment", field(2, spec)))["spec"], { replicas: 0 });
});

test("a number of two bytes is one number", (t) => {
  const spec = Buffer.from([9 * 8, 0xd8, 0x04]);
  t.deepEqual(readProtobuf(envelope("Deployment", field(2, spec)))["spec"], { progressDeadlineSeconds: 600 });
});

const refused: Readonly<Record<string, Buffer>> = {
  "another beginning": Buffer.from("x"),
  "a kind that is not known": envelope("Secret", field(1, "")),
  "a field that is not known": envelope("ConfigMap", field(3, "")),
  "a message that is longer than the bytes": message(magic, Buffer.from([10, 9])),
  "a number that does not end": message(magic, Buffer.from([8, 0x80])),
};

for (const [title, bytes] of Object.entries(refused)) {
  test(`refused with 415: ${title}`, (t) => {
    const fault = t.throws(() => readProtobuf(bytes), { instanceOf: KubeFault });
    t.is(fault?.code, 415);
  });
}
