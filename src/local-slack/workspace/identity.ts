export const TEAM = { id: 'T0LOCAL001', name: 'Rollcall', domain: 'rollcall-local' } as const;
export const APP = { id: 'A0LOCAL001', name: 'Rollcall' } as const;
export const BOT = { id: 'B0ROLLCALL', userId: 'U0ROLLCALL', name: 'rollcall' } as const;
