/** Port of the ext_proc service that the gateway asks for each request. */
export const EXT_PROC_PORT = 9002;

/** Port of the gRPC health service. */
export const HEALTH_PORT = 9003;

/** Port of the Prometheus metrics. */
export const METRICS_PORT = 9090;

/** Its name in the picker's Service. */
export const METRICS_PORT_NAME = 'http-metrics';
