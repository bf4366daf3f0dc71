/**
 * The gateway could not begin to work; the message is meant for the person who started it.
 * A class of its own, because the kit's comes with the database driver, which a gateway of other people's subgraphs does not
 * load.
 */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartError';
  }
}
