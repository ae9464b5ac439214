// The least that Node can do: a bare HTTP server that answers every request with the same bytes, handed over in base64.
import http from "node:http";
import type { AddressInfo } from "node:net";

const answer = Buffer.from(process.argv[2] ?? "", "base64").toString("latin1");
const [head = "", body = ""] = answer.split("\r\n\r\n");
const own = /^(?:date|connection|keep-alive):/iu;
const headers = head.split("\r\n").flatMap((line) => {
  const colon = line.indexOf(":");
  return colon < 0 || own.test(line) ? [] : [line.slice(0, colon), line.slice(colon + 2)];
});

const server = http.createServer({ keepAliveTimeout: 65_000 }, (_request, response) => {
  response.writeHead(200, headers);
  response.end(body, "latin1");
});
server.listen(0, "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
