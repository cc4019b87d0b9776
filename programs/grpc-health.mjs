// What a kubelet's gRPC probe asks: node grpc-health.mjs HOST:PORT [SERVICE] prints SERVING, NOT_SERVING, ... and exits
// 0 when SERVING.
import { connect } from 'node:http2';
import { fileURLToPath } from 'node:url';

const statuses = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];

/**
 * One call of grpc.health.v1.Health/Check, whose two messages are small enough to write by hand: a request is the
 * service's name in field 1, an answer is the status in field 1.
 */
export function grpcHealth(address, service = '') {
  return new Promise((resolve, reject) => {
    const session = connect(`http://${address}`);
    const finish = (settle, value) => {
      session.destroy();
      settle(value);
    };
    session.setTimeout(3_000, () => finish(reject, new Error(`${address} did not answer`)));
    session.on('error', error => finish(reject, error));
    const call = session.request({
      ':method': 'POST', ':path': '/grpc.health.v1.Health/Check', 'content-type': 'application/grpc', te: 'trailers',
    });
    const chunks = [];
    let failure = '';
    const headers = (fields) => {
      if (fields['grpc-status'] !== undefined && fields['grpc-status'] !== '0')
        failure = `${fields['grpc-status']} ${fields['grpc-message']}`;
    };
    call.on('response', headers).on('trailers', headers).on('data', chunk => chunks.push(chunk));
    call.on('error', error => finish(reject, error));
    call.on('end', () => {
      if (failure !== '') return finish(reject, new Error(`${address} answered ${failure}`));
      const message = Buffer.concat(chunks).subarray(5);
      // A status of 0 is left out of the message.
      finish(resolve, statuses[message[1] ?? 0] ?? 'UNKNOWN');
    });
    call.end(frame(service));
  });
}

function frame(service) {
  const name = Buffer.from(service);
  const message = name.length === 0 ? Buffer.alloc(0) : Buffer.concat([Buffer.from([0x0a, name.length]), name]);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  grpcHealth(process.argv[2], process.argv[3]).then((status) => {
    console.log(status);
    process.exitCode = status === 'SERVING' ? 0 : 1;
  }, (error) => {
    console.error(error.message);
    process.exitCode = 2;
  });
}
