/** The environment of this process; read here and nowhere else in the bench. */
export const environment = process.env;
