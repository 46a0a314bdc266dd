/** The whole story on one machine: every party in a workspace of its own, handing over only what the agreement lets flow. */
export { completedAgreement, signEverywhere, signedBy } from './agreement-file.ts';
export {
  type AuditedLogs,
  auditLogs,
  type DemoOptions,
  demonstrate,
  PARTIES,
  residentsFile,
} from './demonstrate.ts';
