// Asks the metadata service as a pod does, and succeeds only when iamctl's proxy has answered.
const base = process.env.METADATA_URL ?? "http://169.254.169.254";
const patience = { signal: AbortSignal.timeout(5_000) };

const fail = (problem) => {
  console.error(problem);
  process.exit(1);
};

try {
  const token = await fetch(`${base}/latest/api/token`, {
    method: "PUT",
    headers: { "x-aws-ec2-metadata-token-ttl-seconds": "60" },
    ...patience,
  });
  const headers = token.ok ? { "x-aws-ec2-metadata-token": await token.text() } : {};
  const list = await fetch(`${base}/latest/meta-data/iam/security-credentials/`, { headers, ...patience });
  const text = (await list.text()).trim();
  if (list.status === 200 && text !== "") {
    fail(`The node's own metadata service answered and offers the role ${text}: this pod's requests are not intercepted.`);
  }
  const isRefusal = list.status === 403 && text.includes('"Code"');
  if (!isRefusal) fail(`Somebody answered ${list.status}, and not as iamctl's proxy refuses a role that cannot be: ${text}`);
  console.log("The proxy answered, and refused a role that cannot be: pods on this node get no role but their own.");
} catch (error) {
  const cause = error.cause?.code ?? error.message;
  fail(`Nobody answered at ${base} (${cause}): requests are stopped, or sent to a proxy that is not there.`);
}
