import nock from 'nock';

// Runs before each test file: nock replaces `fetch` for its whole process as soon as it is loaded, and most tests really connect.
nock.cleanAll();
nock.enableNetConnect();
nock.restore();
