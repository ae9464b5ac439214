// The evaluator against an independent one: every condition operator, set prefix, IfExists and policy variable.
import { arbitraryConditionCase } from "../helpers/iam-cases.ts";
import { testAgainstOracle } from "../helpers/iam-differential.ts";

testAgainstOracle("conditions alone", 50, arbitraryConditionCase());
