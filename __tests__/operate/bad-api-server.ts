import { IncomingMessage, ServerResponse } from 'node:http';
import { LoopbackServer } from '../loopback-server';

/** How a server answers every request. */
export type Mood = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on the loopback interface that is no API server, or one that is out of order. */
export class BadApiServer extends LoopbackServer {
  public mood: Mood = (_, response) => void response.end();
  /** Requests that it got. */
  public asked = 0;

  protected answer(request: IncomingMessage, response: ServerResponse): void {
    this.asked++;
    this.mood(request, response);
  }
}

/** Answers with a text. */
export function says(text: string, status = 200, contentType = 'application/json', headers: object = {}): Mood {
  return (_, response) => void response.writeHead(status, { 'content-type': contentType, ...headers }).end(text);
}

/** A Status object of a failure. */
export function fails(code: number, message: string): Mood {
  return says(JSON.stringify({ kind: 'Status', status: 'Failure', message, code }), code);
}

/** Discovery of every kind, and otherwise what a mood answers. */
export function afterDiscovery(kinds: readonly string[], mood: Mood): Mood {
  const resources = [...new Set(kinds)].map(kind => ({
    kind, name: `${kind.toLowerCase()}s`, namespaced: true, verbs: ['get', 'list', 'create', 'patch', 'delete'],
  }));
  return (request, response) => {
    const path = request.url!.split('?')[0]!;
    if (path === '/version') says('{"gitVersion":"v1.34.4"}')(request, response);
    else if (path === '/apis') says('{"groups":[]}')(request, response);
    else if (/^\/(api|apis\/[^/]+)\/[^/]+$/.test(path)) says(JSON.stringify({ resources }))(request, response);
    else if (path.endsWith('selfsubjectaccessreviews')) says('{"status":{"allowed":true}}')(request, response);
    else mood(request, response);
  };
}
