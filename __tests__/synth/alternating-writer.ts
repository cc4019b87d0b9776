import { OutputFolder } from '../../lib/synth/output-folder';

// A process that is there to be killed: writes one version of eight files after the other until it is.
const [, , folder] = process.argv;
process.stdout.write('started\n');
for (let round = 0; ; round++) {
  const output = new OutputFolder(folder!, '.yaml');
  for (let index = 0; index < 8; index++) output.write(`file-${index}.yaml`, String(1 + round % 2).repeat(5000));
  output.swap();
}
