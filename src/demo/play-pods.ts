// The act of the pods: an ordinary AWS SDK client in a pod gets its own role's credentials, and nobody else's.
import { get } from "node:http";
import { neighbour, newcomer } from "./cast.ts";
import { type BucketAnswer, readBucketInPod } from "./run-in-pod.ts";
import { startNodeProxy } from "./start-node-proxy.ts";
import type { Stage } from "./stage.ts";

export async function playPods(stage: Stage): Promise<void> {
  stage.act(
    "A real AWS SDK client in the pod",
    "A proxy answers the metadata address on the pod's node. The client knows nothing of it, and has no keys of its own:\n" +
      "its packets come from the pod's address, and that alone says who it is.",
  );
  const pod = await stage.findPod(newcomer);
  const proxy = await startNodeProxy(stage, pod.node);
  try {
    const read = (bucket: string): Promise<BucketAnswer> =>
      readBucketInPod({ ...stage, proxyUrl: proxy.url, address: pod.address, bucket });
    const own = await read(newcomer.bucket);
    stage.tell(`  ${pod.name} reads s3://${newcomer.bucket}: ${shown(own)}`);
    stage.claim(`${newcomer.name} reads its own bucket`, "text" in own && own.text.length > 0);
    const other = await read(neighbour.bucket);
    stage.tell(`  ${pod.name} reads s3://${neighbour.bucket}: ${shown(other)}`);
    stage.claim(
      `${newcomer.name} is refused its neighbour's bucket`,
      "error" in other && other.error === "AccessDenied",
    );
  } finally {
    await proxy.stop();
  }
  await refuseNeighbour(stage);
}

async function refuseNeighbour(stage: Stage): Promise<void> {
  const pod = await stage.findPod(neighbour);
  const proxy = await startNodeProxy(stage, pod.node);
  try {
    const path = `/latest/meta-data/iam/security-credentials/${newcomer.role}`;
    const { status } = await askFrom(pod.address, proxy.url, path);
    stage.tell(`  ${pod.name} asks for the role ${newcomer.role}: HTTP ${status}`);
    stage.claim(`${neighbour.name} is refused the role of ${newcomer.name}`, status === 403);
  } finally {
    await proxy.stop();
  }
}

function shown(answer: BucketAnswer): string {
  return "text" in answer ? `${answer.key}: "${answer.text.trim()}"` : `refused (${answer.error})`;
}

/** What curl would do in the pod: a token first, as IMDSv2 asks, and the question with it. */
async function askFrom(localAddress: string, url: string, path: string): Promise<{ status: number; body: string }> {
  const token = await request(localAddress, `${url}/latest/api/token`, "PUT", {
    "X-aws-ec2-metadata-token-ttl-seconds": "60",
  });
  return request(localAddress, `${url}${path}`, "GET", { "X-aws-ec2-metadata-token": token.body });
}

function request(
  localAddress: string,
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = get(url, { localAddress, method, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => (body += text));
      response.once("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.once("error", reject);
  });
}
