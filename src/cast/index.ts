export { drawGroup } from './group.js';
export { cast, strangers } from './people.js';
export { drawPortrait } from './portrait.js';
export { crowd, randomMember } from './random-member.js';
export { renderJpeg } from './render.js';
export { samplePhotos } from './sample-photos.js';
