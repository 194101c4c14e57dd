export const gatewayConfig: Readonly<{ supergraph: string; port: number }>;
