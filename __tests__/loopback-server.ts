import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';

/** A server of a test, on an address that nothing outside of the machine reaches. */
export abstract class LoopbackServer {
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  /** @returns its URL */
  public async start(): Promise<string> {
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** Answers a request. */
  protected abstract answer(request: IncomingMessage, response: ServerResponse): Promise<void> | void;
}
