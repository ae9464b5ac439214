import test from "ava";
import { nftScript } from "../../../src/proxy/network/nft-rules.ts";
import { readCounts } from "../../../src/proxy/network/read-counts.ts";

test("the table, with both families", (t) => {
  t.snapshot(
    nftScript({
      include: ["eni+", "vlan+"],
      exclude: [],
      targets: { ipv4: { address: "10.0.0.1", port: 8181 }, ipv6: { address: "fd00::1", port: 8181 } },
    }),
  );
});

test("without names of interfaces all of them count, but for those left out; without an IPv6 listener it is refused", (t) => {
  const targets = { ipv4: { address: "10.0.0.1", port: 8181 }, ipv6: undefined };
  t.snapshot(nftScript({ include: [], exclude: ["eth0", "ens+"], targets }));
});

test("counts of both programs are read by the comment of their rule, and summed over families", (t) => {
  const nft = `ip daddr 1.2.3.4 tcp dport != 80 counter packets 4 bytes 240 drop comment "iamctl guard: port"
ip daddr 1.2.3.4 meta l4proto != tcp counter packets 2 bytes 9 drop comment "iamctl guard: port"`;
  const iptables = `[12:720] -A IAMCTL-SOURCE -m rpfilter --invert -m comment --comment "iamctl guard: source" -j DROP
[3:180] -A INPUT -m comment --comment "somebody's guard: port" -j DROP`;
  t.deepEqual(readCounts(`${nft}\n${iptables}`), { source: 12, port: 6, direct: 0, past: 0 });
});
