// What the flags about pods' requests mean, and what is said of those that mean nothing.
import test from "ava";
import { createGivenFlags } from "../../src/proxy/given-flags.ts";
import type { ProxyFlags } from "../../src/proxy/given-flags.ts";
import { readRequestSettings } from "../../src/proxy/request-settings.ts";

function read(flags: ProxyFlags) {
  const faults: string[] = [];
  return { settings: readRequestSettings(createGivenFlags(flags, {}, faults)), faults };
}

test("without flags, pods may ask 500 times a second over 100 connections, for the default documents", (t) => {
  const { settings, faults } = read({});
  t.deepEqual(faults, []);
  t.like(settings, { tokenKeyFile: undefined, requestsPerSecond: 500, connectionsPerPod: 100 });
  t.is(settings.allowed(["meta-data", "mac"], false)?.path, "/latest/meta-data/mac");
  t.is(settings.allowed(["user-data"], false), undefined);
});

test("flags change each of them", (t) => {
  const { settings } = read({
    tokenKeyFile: "/var/lib/iamctl/token.key",
    requestsPerSecond: "20",
    connectionsPerPod: "5",
    metadataPaths: "user-data",
  });
  t.like(settings, { tokenKeyFile: "/var/lib/iamctl/token.key", requestsPerSecond: 20, connectionsPerPod: 5 });
  t.is(settings.allowed(["user-data"], false)?.path, "/latest/user-data");
});

test("every fault is named with its flag", (t) => {
  const { faults } = read({
    requestsPerSecond: "0",
    connectionsPerPod: "many",
    metadataPaths: "meta-data/iam/info,.*",
  });
  t.deepEqual(faults, [
    "--metadata-paths: meta-data/iam/info holds credentials of the node, which pods never get",
    '--metadata-paths: ".*" is no path like meta-data/placement/*, dynamic/instance-identity/pkcs7 or user-data',
    '--requests-per-second "0" is no whole number from 1 to 9999999',
    '--connections-per-pod "many" is no whole number from 1 to 9999999',
  ]);
});
