// Answers S3, path style: list buckets, list, get and put objects; just enough to see who may read what.
import type { Account, StoredObject } from "./account.ts";
import { authorize, type Act } from "./authorize.ts";
import type { AwsAnswer, AwsRequest } from "./aws-answer.ts";
import { AwsFault } from "./aws-fault.ts";
import type { AwsState } from "./create-aws-state.ts";
import type { KnownCaller } from "./create-credential-store.ts";
import { etagOf } from "./etag.ts";
import { identifyCaller } from "./identify-caller.ts";
import { listObjects } from "./list-objects.ts";
import { performCall } from "./perform-call.ts";
import { printXml, type XmlTree } from "./print-xml.ts";
import { printDate } from "./query-action.ts";
import { decodeAwsChunked } from "./read-body.ts";

export async function answerS3(state: AwsState, request: AwsRequest): Promise<AwsAnswer> {
  const caller = identifyCaller(state, "s3", request.credential);
  const { operation, act, run } = findRoute(state, request, caller);
  return performCall(state, { service: "s3", operation, caller, act: () => act, run });
}

interface Route {
  readonly operation: string;
  readonly act: Act;
  readonly run: () => AwsAnswer;
}

const s3Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

function findRoute(state: AwsState, request: AwsRequest, caller: KnownCaller): Route {
  const { account } = state;
  const { bucket, key } = readTarget(request.path);
  const bucketArn = `arn:${account.partition}:s3:::${bucket}`;
  if (bucket === "") {
    if (request.method !== "GET") throw notSimulated();
    return {
      operation: "ListBuckets",
      act: { action: "s3:ListAllMyBuckets", resource: "*" },
      run: () => listBuckets(account),
    };
  }
  if (key === "") return findBucketRoute(account, request, bucket, bucketArn);
  const resource = `${bucketArn}/${key}`;
  if (request.method === "GET" || request.method === "HEAD") {
    const operation = request.method === "GET" ? "GetObject" : "HeadObject";
    const mayList = (): void => {
      authorize(state, "s3", caller, { action: "s3:ListBucket", resource: bucketArn });
    };
    return {
      operation,
      act: { action: "s3:GetObject", resource },
      run: () => getObject(account, bucket, key, mayList),
    };
  }
  if (request.method !== "PUT" || request.headers["x-amz-copy-source"] !== undefined) throw notSimulated();
  return {
    operation: "PutObject",
    act: { action: "s3:PutObject", resource },
    run: () => putObject(state, request, bucket, key),
  };
}

/** `/BUCKET/KEY`; the key may hold slashes, and nothing in it is resolved. */
function readTarget(path: string): { readonly bucket: string; readonly key: string } {
  const [, bucket = "", key = ""] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  try {
    return { bucket: decodeURIComponent(bucket), key: decodeURIComponent(key) };
  } catch {
    throw new AwsFault("InvalidURI", 400, "Couldn't parse the specified URI.");
  }
}

function findBucketRoute(account: Account, request: AwsRequest, bucket: string, resource: string): Route {
  const context = Object.fromEntries(
    [...request.query].flatMap(([name, value]) => {
      return name === "prefix" || name === "delimiter" || name === "max-keys" ? [[`s3:${name}`, value]] : [];
    }),
  ) as Record<string, string>;
  const act = { action: "s3:ListBucket", resource, context };
  if (request.method === "HEAD") {
    return {
      operation: "HeadBucket",
      act,
      run: () => findBucket(account, bucket) && { status: 200, headers: {}, body: "" },
    };
  }
  if (request.method !== "GET" || request.query.get("list-type") !== "2") throw notSimulated();
  return {
    operation: "ListObjectsV2",
    act,
    run: () => xmlAnswer("ListBucketResult", listObjects(findBucket(account, bucket), bucket, request.query)),
  };
}

function listBuckets(account: Account): AwsAnswer {
  const buckets = [...account.buckets.keys()].toSorted();
  return xmlAnswer("ListAllMyBucketsResult", {
    Owner: { ID: account.id, DisplayName: account.id },
    Buckets: { Bucket: buckets.map((Name) => ({ Name, CreationDate: "2026-05-04T08:30:00.000Z" })) },
  });
}

/** Whether a key exists is told only to those who may list the bucket. */
function getObject(account: Account, bucket: string, key: string, mayList: () => void): AwsAnswer {
  const object = findBucket(account, bucket).get(key);
  if (object === undefined) {
    mayList();
    throw new AwsFault("NoSuchKey", 404, "The specified key does not exist.");
  }
  const headers = {
    "content-type": "binary/octet-stream",
    etag: etagOf(object.body),
    "last-modified": new Date(object.modifiedAt).toUTCString(),
    "accept-ranges": "bytes",
  };
  return { status: 200, headers, body: object.body };
}

function putObject(state: AwsState, request: AwsRequest, bucket: string, key: string): AwsAnswer {
  const chunked = request.headers["content-encoding"]?.includes("aws-chunked") === true;
  const body = chunked ? decodeAwsChunked(request.body) : request.body;
  const object: StoredObject = { body, modifiedAt: printDate(state.now()) };
  findBucket(state.account, bucket).set(key, object);
  return { status: 200, headers: { etag: etagOf(body) }, body: "" };
}

function findBucket(account: Account, name: string): Map<string, StoredObject> {
  const bucket = account.buckets.get(name);
  if (bucket === undefined) throw new AwsFault("NoSuchBucket", 404, "The specified bucket does not exist");
  return bucket;
}

function notSimulated(): AwsFault {
  return new AwsFault("NotImplemented", 501, "The simulated S3 lists, gets and puts objects, nothing else.");
}

export function printS3Fault(fault: AwsFault, request: AwsRequest): AwsAnswer {
  const tree = { Code: fault.code, Message: fault.message, Resource: request.path, RequestId: request.requestId };
  // Unlike every other answer of S3, its errors are in no namespace, and clients look for exactly that.
  return { ...xmlAnswer("Error", tree, null), status: fault.status };
}

function xmlAnswer(root: string, tree: XmlTree, namespace: string | null = s3Namespace): AwsAnswer {
  return {
    status: 200,
    headers: { "content-type": "application/xml" },
    body: printXml(root, namespace ?? undefined, tree),
  };
}
