/** A Kubernetes quantity, written to the manifests as it stands: `100Gi`, `22`, `500m`. */
export type Quantity
  = `${number}${'' | 'm' | 'k' | 'M' | 'G' | 'T' | 'P' | 'E' | 'Ki' | 'Mi' | 'Gi' | 'Ti' | 'Pi' | 'Ei'}`;
