" Rule files of spo.
if exists("b:current_syntax") | finish | endif
syntax match  spoStatement "^\(language\|import\|prefix\|ontology\|words\|entity\|type\|pattern\|frame\|rule\|drop\)\>" nextgroup=spoName skipwhite
syntax match  spoName      "[^ \t(:="]\+" contained
syntax match  spoPart      "^\s\+\(match\|mark\|emit\|each\|qualify\|zip\|inherit\|with\|maybe\|unless\|not\|before\|after\|inside\|is\|in\|same\|cost\|keep\|confidence\|doubt\|sure\|priority\|class\|relation\|iri\|key\|merge\|carry\|otherwise\|also\|triple\|evidence\|label\|alias\|tag\)\>"
syntax keyword spoBuiltin  Number Ordinal Percent Money Count Quantity Few Date Period Duration Time Age Quote Book Bracket Word Cap Upper Lower Mixed Alnum Initial Han Char Any Digit Letter Space Punct Clause Rest
syntax keyword spoModifier within sentence sentences paragraph from dictionary vocabulary anycase replaces without shipped open transparent
syntax match  spoCapture   "[^ \t(){}|\"]\+\ze:[^ ]"
syntax region spoString    start=+"+ skip=+\\.+ end=+"i\?+ oneline
syntax match  spoIri       "<[^> ]*>"
syntax match  spoComment   "#.*$"
syntax match  spoTest      "^\s\+\(ok\|no\)\>.*$"
syntax match  spoExpected  "^\s\+->.*$"
highlight default link spoStatement Keyword
highlight default link spoName      Function
highlight default link spoPart      Statement
highlight default link spoBuiltin   Type
highlight default link spoModifier  StorageClass
highlight default link spoCapture   Identifier
highlight default link spoString    String
highlight default link spoIri       Constant
highlight default link spoComment   Comment
highlight default link spoTest      Special
highlight default link spoExpected  SpecialComment
let b:current_syntax = "spo"
