/** The environment of this process; read here and nowhere else in the subgraph. */
export const environment = process.env;
