/** What callers reach through the gateway. */
export interface RouteSpec {
  /**
   * Beginnings of paths that are published, each as a `PathPrefix`; any other is answered with 404. Engines serve more
   * than their API: `/metrics`, `/docs`, `/version`, which `['/']` publishes as well.
   * @default ['/v1'] - the API of OpenAI
   */
  readonly paths?: readonly `/${string}`[];
}
