// SPDX-License-Identifier: Apache-2.0
// JsSIP registers by a token, asks to be forgotten again, and ends with 0 when both were granted.
// Arguments: folder with node_modules, W2 address, identity. The token is in the environment.
const { createRequire } = require('node:module');
const [folder, w2, identity] = process.argv.slice(2);
const load = createRequire(folder + '/package.json');
globalThis.WebSocket = load('ws');
const JsSIP = load('jssip');

const end = (status, text) => {
  console.log(text);
  process.exit(status);
};
const phone = new JsSIP.UA({
  sockets: [new JsSIP.WebSocketInterface(w2)],
  uri: identity,
  authorization_jwt: 'Bearer ' + process.env.TOKEN,
  register_expires: 300,
});
phone.on('registered', (event) => {
  console.log('registered ' + event.response.getHeader('P-Associated-URI'));
  phone.unregister();
});
phone.on('unregistered', (event) => end(event.cause ? 1 : 0, 'unregistered ' + (event.cause ?? '')));
phone.on('registrationFailed', (event) => end(1, 'refused ' + event.cause));
setTimeout(() => end(1, 'nothing came'), 20_000);
phone.start();
