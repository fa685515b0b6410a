export { cast } from './cast-list.js';
export { drawnSamples } from './drawn-samples.js';
export { drawGroup } from './group.js';
export { drawPortrait } from './portrait.js';
export { crowd, randomMember } from './random-members.js';
export { renderJpeg } from './render.js';
export { strangers } from './strangers.js';
