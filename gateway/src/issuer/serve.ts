// What a gateway with an issuer of its own needs beside it, in one module that others need not load.
export { createAsk } from './ask.ts';
export { createSocialDesk, createStatusOf } from './social-desk.ts';
