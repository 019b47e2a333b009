/** A web server on this machine that answers as an exchange does, and fails as one does. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with a request: it is answered by that instead. */
export type Fault = 'rate_limit' | 'drop' | 'cut' | 'slow' | 'html' | 'bad_gateway';

export interface Answer {
  readonly status?: number;
  readonly body: string;
}

/** An exchange's side of the talk. */
export interface Venue {
  /** Null where there is no such address. */
  readonly answer: (path: string, query: URLSearchParams) => Answer | null;
  /** How it asks for fewer requests. */
  readonly rateLimited: Answer;
  /** Whether an address serves candles: faults befall these. */
  readonly isCandles: (path: string) => boolean;
}

export interface ExchangeServer {
  readonly url: string;
  /** Addresses asked for, with their queries, in order. */
  readonly requests: string[];
  /** Faults of the next requests for candles, in order; `null` is an answer as it should be. */
  readonly faults: (Fault | null)[];
  /** Requests for candles so far. */
  readonly candleRequests: () => string[];
  /** Called at each request for candles, before it is answered. */
  onCandles: (count: number) => void;
}

/** How late a slow answer is. */
export const SLOW_MS = 300;

/** Serves as long as the process of the tests: it keeps none from ending. */
export async function serve(venue: Venue): Promise<ExchangeServer> {
  const requests: string[] = [];
  const faults: (Fault | null)[] = [];
  const state = { onCandles: (_count: number): void => undefined };
  const candleRequests = () => requests.filter((request) => venue.isCandles(request.split('?')[0]!));
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    requests.push(`${url.pathname}${url.search}`);
    let fault: Fault | null = null;
    if (venue.isCandles(url.pathname)) {
      state.onCandles(candleRequests().length);
      fault = faults.shift() ?? null;
    }
    const answer = venue.answer(url.pathname, url.searchParams) ?? { status: 404, body: '{"message":"NotFound"}' };
    reply(fault, answer, venue, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(state, { url, requests, faults, candleRequests });
}

function reply(fault: Fault | null, answer: Answer, venue: Venue, request: IncomingMessage, response: ServerResponse) {
  const send = ({ status = 200, body }: Answer, type = 'application/json'): void => {
    response.writeHead(status, { 'content-type': type }).end(body);
  };
  switch (fault) {
    case null:
      return send(answer);
    case 'rate_limit':
      return send(venue.rateLimited);
    case 'drop':
      return request.socket.destroy();
    case 'cut':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.body.length });
      return response.write(answer.body.slice(0, answer.body.length / 2), () => request.socket.destroy());
    case 'slow':
      return setTimeout(() => send(answer), SLOW_MS);
    case 'html':
      return send({ body: '<html><body>Checking your browser</body></html>' }, 'text/html');
    case 'bad_gateway':
      return send({ status: 502, body: '<html>502 Bad Gateway</html>' }, 'text/html');
  }
}
