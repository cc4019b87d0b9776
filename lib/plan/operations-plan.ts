/**
 * The parts of a deployment that are off or on, each with the props of its construct; one that is off is absent. Each
 * field is declared by the module of its part.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the modules of the parts add the fields
export interface OperationsPlan {}
