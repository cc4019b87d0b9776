import { write } from './write';

// A process that writes one version after the other into a folder of a namespace of its own.
const [, , folder] = process.argv;
write(folder!, { 'a.yaml': '1a', 'b.yaml': '1b' });
write(folder!, { 'a.yaml': '2a', 'c.yaml': '2c' });
