// The evaluator against an independent one: principals, layers of policies, accounts, and everything at once.
import { arbitraryCase } from "../helpers/iam-cases.ts";
import { testAgainstOracle } from "../helpers/iam-differential.ts";

testAgainstOracle("principals, patterns and layers without conditions", 30, arbitraryCase({ conditions: 0 }));
testAgainstOracle("everything together", 20, arbitraryCase({ conditions: 2 }));
